import Core
import SQLFrontEnd
import Testing

/// The statement of a text that must be one.
func parsed(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Statement {
    do {
        return try Parser.parse(text).statement
    } catch {
        Issue.record("\(error.message), \(error.hint ?? ""), at \(error.position ?? -1): \(text)", sourceLocation: sourceLocation)
        throw error
    }
}

/// The failure of a text that must have one.
func failure(of text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> SQLFailure {
    do {
        let statement = try Parser.parse(text).statement
        Issue.record("parsed as \(statement)", sourceLocation: sourceLocation)
        throw CancellationError()
    } catch let failure as SQLFailure {
        return failure
    }
}

/// The bytes of a text that a part of it takes, counted from the part's nth appearance.
func range(of part: String, in text: String, _ appearance: Int = 1) -> Range<Int> {
    var searched = text.startIndex
    var found = searched..<searched
    for _ in 0..<appearance {
        guard let next = text[searched...].firstRange(of: part) else {
            Issue.record("\"\(part)\" is not in \"\(text)\"")
            return 0..<0
        }
        found = next
        searched = next.upperBound
    }
    let start = text.utf8.distance(from: text.startIndex, to: found.lowerBound)
    return start..<start + part.utf8.count
}

func offset(of part: String, in text: String, _ appearance: Int = 1) -> Int {
    range(of: part, in: text, appearance).lowerBound
}
