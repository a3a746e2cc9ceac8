"""What strangers might write to do harm, and a site that is full of it."""
