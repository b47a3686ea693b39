class HostingError(Exception):
    """Why launching stops, in a sentence that says what to do. Run again, it goes on from where it stopped."""
