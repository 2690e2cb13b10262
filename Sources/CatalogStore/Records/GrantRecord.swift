import Core
import GRDB

/// A right that somebody has on something.
package struct GrantRecord: Hashable, Sendable {
    package var object: GrantedObject
    /// Of `UserRecord`; nil: everybody.
    package var granteeID: Int64?
    package var right: Right

    /// - Throws: `SQLFailure` XX001 for a kind or right that this program does not know.
    init(row: Row) throws {
        let kind: String = row["kind"]
        let privilege: String = row["privilege"]
        guard let kind = GrantedObject.Kind(rawValue: kind), let right = Right(rawValue: privilege) else {
            throw SQLFailure(
                .dataCorrupted, "the catalog is damaged", detail: "It grants \"\(privilege)\" on a \"\(kind)\", which is unknown.",
                hint: "restore \"catalog.sqlite\" from a backup")
        }
        object = GrantedObject(kind, project: row["project"], name: row["name"])
        granteeID = row["grantee_id"]
        self.right = right
    }
}
