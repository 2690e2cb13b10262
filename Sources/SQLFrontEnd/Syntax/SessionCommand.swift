/// What drivers and poolers send to tidy a session up.
package enum SessionCommand: Hashable, Sendable {
    case discardAll
    /// `plans`, `sequences`, `temp` or `temporary`.
    case discard(String)
    case listen(Name)
    /// nil: all channels.
    case unlisten(Name?)
    case notify(Name, payload: String?)
}
