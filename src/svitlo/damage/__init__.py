"""What is lost, and what each repair takes."""
