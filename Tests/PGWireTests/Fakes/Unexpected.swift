import Testing

/// Records an issue and gives nothing back, for the `else` of a `guard`.
func unexpected(_ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
    Issue.record("unexpected: \(what)", sourceLocation: sourceLocation)
}
