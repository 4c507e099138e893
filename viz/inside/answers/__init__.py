"""What the lab's questions are answered with: when did it know, who said so, what if."""
