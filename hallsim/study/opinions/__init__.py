"""What a study says of satisfaction: how far its model is calibrated, what no survey tells, who is heard."""
