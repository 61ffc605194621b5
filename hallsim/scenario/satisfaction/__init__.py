"""What people would say of what they experience, as a scenario states it: a model, never a measurement."""
