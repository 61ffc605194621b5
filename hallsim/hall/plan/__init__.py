"""The plan: a world and a design as tables of stations and itineraries."""
