import CatalogStore
import Core

/// Which rows of a view of schema `foretell` a user sees: those about what it has a right on. Administrators see all.
///
/// A view that is not known here is for administrators, so that a new one shows nothing by mistake.
struct SystemViewRows {
    let directory: Directory
    let rights: Rights

    /// The query to read in place of the view.
    /// - Parameter view: in lower case.
    /// - Throws: `SQLFailure` 42501 for views that administrators alone may read.
    func query(_ view: String, position: Int?) throws -> String {
        let name = "foretell.\(quotedIdentifier(view))"
        let columns = (view == "queue" ? TrainingQueueView.columns : SystemView(rawValue: view)?.columns ?? []).map(\.name)
        // What a model was asked for, and what then was true of it, is for those who decide which version serves.
        if view == "outcomes" { return "SELECT * FROM \(name) WHERE \(isPair(of: models.filter { rights.has(.deploy, on: $0) }, "model"))" }
        if view == "deployments" {
            // Evidence shows single rows, which whoever may only ask the model may not see.
            let knowing = isPair(of: models.filter { rights.has(.train, .deploy, on: $0) }, "model")
            return "SELECT * REPLACE (CASE WHEN \(knowing) OR evidence IS NULL THEN evidence ELSE json_merge_patch(evidence, '{\"comparison\": {\"largest_changes\": null}}') END AS evidence) FROM \(name) WHERE \(isPair(of: models, "model"))"
        }
        if columns.contains("model"), columns.contains("project") { return "SELECT * FROM \(name) WHERE \(isPair(of: models, "model"))" }
        switch view {
        case "models": return "SELECT * FROM \(name) WHERE \(isPair(of: models, "name"))"
        case "views": return "SELECT * FROM \(name) WHERE \(isPair(of: views, "name"))"
        case "sources": return "SELECT * FROM \(name) WHERE \(isOne(of: sources, "name"))"
        case "users", "projects", "shared_configurations": return "SELECT * FROM \(name)"
        case "sessions": return "SELECT * FROM \(name) WHERE \(isOne(of: [rights.user], "\"user\""))"
        case "jobs": return "SELECT * FROM \(name) WHERE \(isOne(of: [rights.user], "created_by"))"
        case "job_runs": return "SELECT * FROM \(name) WHERE \(isOne(of: [rights.user], "\"user\""))"
        case "grants": return "SELECT * FROM \(name) WHERE \(grants)"
        case "comments": return "SELECT * FROM \(name) WHERE \(comments)"
        case "snapshots": return snapshots(name)
        case "snapshot_profiles": return "SELECT * FROM \(name) WHERE hash IN (SELECT snapshot FROM foretell.versions WHERE \(isPair(of: models.filter { rights.has(.train, on: $0) }, "model")))"
        default:
            throw SQLFailure(
                .insufficientPrivilege, "permission denied for view \"foretell.\(view)\"", hint: "administrators alone may read it", position: position)
        }
    }

    // MARK: What the user sees, in the order of the names

    private var models: [Securable] { directory.models.sorted { $0.key < $1.key }.map { Securable($0.value.record) }.filter(rights.sees) }
    private var views: [Securable] { directory.views.sorted { $0.key < $1.key }.map { Securable($0.value) }.filter(rights.sees) }
    private var sources: [String] {
        directory.sources.sorted { $0.key < $1.key }.filter { rights.sees(Securable($0.value)) }.map(\.value.name)
    }

    // MARK: Conditions

    private func isPair(of objects: [Securable], _ name: String) -> String {
        guard !objects.isEmpty else { return "FALSE" }
        return "(project, \(name)) IN (\(objects.map { "(\(quotedLiteral($0.project)), \(quotedLiteral($0.name)))" }.joined(separator: ", ")))"
    }

    private func isOne(of names: [String], _ expression: String) -> String {
        names.isEmpty ? "FALSE" : "\(expression) IN (\(names.map(quotedLiteral).joined(separator: ", ")))"
    }

    private func isOne(of objects: [Securable], _ expression: String) -> String {
        isOne(of: objects.map { "\($0.project).\($0.name)" }, expression)
    }

    /// Those that the user has, and those on what it owns.
    private var grants: String {
        let all = models + views + directory.sources.sorted { $0.key < $1.key }.map { Securable($0.value) }
        let own = all.filter { rights.has(.own, on: $0) }.map { $0.project.isEmpty ? $0.object.name : "\($0.object.project).\($0.object.name)" }
        let grantees = directory.rights.names.sorted { $0.key < $1.key }.map(\.value).filter(rights.isOrHas)
        return "\(isOne(of: grantees + ["PUBLIC"], "grantee")) OR kind <> 'role' AND \(isOne(of: own, "object"))"
    }

    private var comments: String {
        """
        CASE kind WHEN 'version' THEN \(isOne(of: models, "regexp_replace(object, ' version [0-9]+$', '')")) WHEN 'model' THEN \(isOne(of: models, "object")) WHEN 'view' THEN \(isOne(of: views, "object"))
        WHEN 'database' THEN \(isOne(of: sources, "object")) WHEN 'project' THEN TRUE WHEN 'user' THEN TRUE
        WHEN 'table' THEN \(isOne(of: sources, "split_part(object, '.', 1)"))
        WHEN 'column' THEN \(isOne(of: models + views, "regexp_replace(object, '\\.[^.]*$', '')")) OR \(isOne(of: sources, "split_part(object, '.', 1)"))
        ELSE FALSE END
        """
    }

    /// Those of models that the user sees, used by no others as far as is said.
    private func snapshots(_ name: String) -> String {
        let isSeen = isOne(of: models, "regexp_replace(used, ' version [0-9]+$', '')")
        return """
            SELECT * REPLACE (array_to_string(list_filter(string_split(used_by, ', '), lambda used: \(isSeen)), ', ') AS used_by)
            FROM \(name) WHERE hash IN (SELECT snapshot FROM foretell.versions WHERE \(isPair(of: models, "model")))
            """
    }
}
