/// Which version of a model is meant, when it is not the deployed one.
package enum VersionReference: Hashable, Sendable {
    /// From 1.
    case version(Int)
    /// The version that has this alias.
    case alias(String)
    /// The version that was live at this moment; the text is as written, without its quotes.
    case timestamp(String)
}
