"""A roster for people: tables, a figure, the plan of a week to hang up."""
