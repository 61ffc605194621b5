"""The state of a run: clock, queues and servers, tickets and matters, records."""
