"""What is to hold in a hall: `wait_p90 <= 15 min`, `90 % called in 10 min`, here or in each hour."""
