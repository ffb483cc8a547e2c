"""What is known, and how a question is answered. Imports nothing of ours."""
