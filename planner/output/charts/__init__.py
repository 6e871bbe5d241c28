"""Pictures of plans and studies, one file a subject: a function that returns an Altair chart."""
