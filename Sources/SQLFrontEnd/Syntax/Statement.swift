/// Everything that a text can ask for.
package enum Statement: Hashable, Sendable {
    /// Nothing but blanks, comments or a semicolon.
    case empty

    // Queries
    /// SELECT, VALUES, WITH, FROM, TABLE, SUMMARIZE, PIVOT, DESCRIBE of a query: as written, without the closing semicolon.
    case query(Fragment)
    case explain(Explain)
    case insert(Insert)
    case createTableAs(CreateTableAs)
    case update(Modification)
    case delete(Modification)
    case createView(CreateView)
    case dropView(DropObject)

    // Sources and projects
    case createDatabase(CreateDatabase)
    case alterDatabase(AlterDatabase)
    case dropDatabase(DropObject)
    case createProject(CreateProject)
    case alterProject(AlterProject)
    case dropProject(DropObject)

    // Models
    case createModel(CreateModel)
    case createConfiguration(CreateConfiguration)
    case retrain(Retrain)
    case finetune(Retrain)
    case alterModel(AlterModel)
    case dropModel(DropModel)
    case describe(Describe)
    case evaluate(Evaluate)
    case deploy(Deploy)
    case rollbackModel(RollbackModel)
    case reproduce(Reproduce)
    case compare(Compare)

    // Feedback
    case createOutcome(CreateOutcome)
    case dropOutcome(DropOutcome)
    case explainPrediction(ExplainPrediction)
    case replay(Replay)

    // Automation
    case createJob(CreateJob)
    case dropJob(DropObject)
    case createTrigger(CreateTrigger)
    case dropTrigger(DropObject)
    case alterJob(AlterJob)
    /// `RUN JOB name`: now, whatever its schedule says.
    case runJob(ObjectName)
    /// `PAUSE TRAINING`: no further training starts.
    case pauseTraining
    case resumeTraining

    // Rights and remarks
    case createUser(UserDefinition)
    case alterUser(UserDefinition)
    case dropUser(DropObject)
    case reassignOwned(ReassignOwned)
    case grant(Grant)
    case revoke(Grant)
    case grantRole(RoleGrant)
    case revokeRole(RoleGrant)
    case comment(Comment)

    // The session
    case show(Show)
    case set(SetSetting)
    case setTransaction(SetTransaction)
    /// A setting goes back to its default; nil: all of them.
    case reset(String?)
    case begin(TransactionModes)
    case commit
    case rollback
    case savepoint(Name)
    case releaseSavepoint(Name)
    case rollbackToSavepoint(Name)
    case prepare(Prepare)
    case execute(Execute)
    /// Forgets one prepared statement; nil: all of them.
    case deallocate(Name?)
    case sessionCommand(SessionCommand)

    /// Known, and never done.
    case refused(Refused)
}
