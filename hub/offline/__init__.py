"""The installable app: manifest, service worker, and whose data a device keeps."""
