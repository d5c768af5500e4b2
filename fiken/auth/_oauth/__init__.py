"""An app and the token host: the URLs, requests and answers of OAuth."""
