"""What a hall decides; it knows no citizen."""
