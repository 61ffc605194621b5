"""What a run leaves: its tables, declared once, and a trace made of them."""
