import Core
import Foundation

/// Rows that a model was asked for, to ask its challenger too.
struct ChallengerRequest: Sendable {
    enum Rows: Sendable {
        /// In the champion's `inputs` order.
        case one([Value], key: String?)
        /// - keys: a column of texts.
        case many([ColumnVector], keys: ColumnVector, count: Int)
    }

    let champion: ServedVersion
    let challenger: ServingRoles.Challenger
    let rows: Rows
    /// Microseconds since 1970 in UTC.
    let at = Int64(Date().timeIntervalSince1970 * 1_000_000)

    var rowCount: Int {
        switch rows {
        case .one: 1
        case .many(_, _, let count): count
        }
    }

    func key(_ row: Int) -> String? {
        switch rows {
        case .one(_, let key): key
        case .many(_, let keys, _): keys[row].text
        }
    }

    /// Names a row's inputs: 16 hexadecimal digits, equal for equal inputs.
    func inputHash(_ row: Int) -> String {
        var hash = StickyHash()
        switch rows {
        case .one(let values, _): for value in values { hash.add(value.text) }
        case .many(let columns, _, _): for column in columns { hash.add(column[row].text) }
        }
        let text = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
