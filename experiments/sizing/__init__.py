"""How often `hallsim size` names the right number, on queues whose truth is known."""
