"""HTTP: the server, the application, the contract, and what the emulator refuses or breaks."""
