"""Servers at work: who serves whom, and every mechanism between queue and server."""
