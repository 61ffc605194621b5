"""Whether a study loses anything when its process, a worker or a worker of a cluster is killed."""
