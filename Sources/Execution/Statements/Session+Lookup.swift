import CatalogStore
import Core
import SQLFrontEnd
import Synchronization

// Models and versions that a statement names.
extension Session {
    /// What the user may do now.
    func rights() async throws -> Rights { try await database.directory().rights.rights(of: user) }

    /// - Parameter right: what the user must have on it; nil: any right will do.
    /// - Throws: `SQLFailure` 42P01; 42501 without the right.
    func existingModel(_ name: ObjectName, for right: Right? = .own) async throws -> Directory.Model {
        let directory = try await database.directory()
        let rights = directory.rights.rights(of: user)
        let (project, last) = try projectAndName(name)
        if let model = directory.model(project, last) {
            let object = Securable(model.record)
            if let right { try rights.require(right, on: object, position: name.position) } else { try rights.requireSeen(object, position: name.position) }
            return model
        }
        let nearest = nearestName(to: last, among: directory.modelNames(seenBy: rights))
        throw SQLFailure(
            .undefinedTable, "model \"\(last)\" does not exist", hint: nearest.map { "did you mean \"\($0)\"?" } ?? "SHOW MODELS", position: name.position)
    }

    /// - Throws: `SQLFailure` 42704 when there is none, or it was deleted.
    func existingVersion(_ model: Directory.Model, _ number: Int, position: Int) throws -> VersionRecord {
        if let version = model.version(number), version.state != .deleted { return version }
        let known = model.versions.filter { $0.state != .deleted }.suffix(20).map { String($0.number) }
        throw SQLFailure(
            .undefinedObject, "model \"\(model.record.name)\" has no version \(number)",
            hint: "its versions are: " + known.joined(separator: ", "), position: position)
    }

    /// A version that has ended well, without its report. - Throws: `SQLFailure` 42P01, 42501, 42704 or 55000
    func trainedVersion(_ name: ObjectName, _ number: Int, for right: Right? = .own) async throws -> VersionRecord {
        let model = try await existingModel(name, for: right)
        let version = try existingVersion(model, number, position: name.position)
        guard version.state == .ready else {
            throw SQLFailure(
                .objectNotInPrerequisiteState, "version \(number) of model \"\(model.record.name)\" is \(version.state.rawValue)",
                hint: "SELECT version, state, error FROM foretell.versions WHERE model = \(quotedLiteral(model.record.name))", position: name.position)
        }
        return version
    }
}
