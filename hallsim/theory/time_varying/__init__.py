"""Queues over a day: rates that change, doors that open and close."""
