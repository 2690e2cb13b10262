import Core
import Learning
import Testing

@Suite("Features that a definition computes") struct FeatureTransformTests {
    private let columns = [Column("id", .bigint), Column("Age", .integer), Column("region", .varchar), Column("tags", .list(.varchar)), Column("y", .double)]

    private func fitted(_ items: FeatureTransform.Item..., fixed: [String] = ["id"]) throws -> FittedTransform {
        try FeatureTransform(text: "", items: items).fitted(to: columns, target: "Y", fixed: fixed)
    }

    private func failure(_ items: FeatureTransform.Item..., fixed: [String] = ["id"]) -> SQLFailure? {
        do {
            _ = try FeatureTransform(text: "", items: items).fitted(to: columns, target: "Y", fixed: fixed)
            return nil
        } catch { return error as? SQLFailure }
    }

    @Test("what is taken is what the features read, in the types in which a model takes columns, and never the target")
    func taken() throws {
        let transform = try fitted(.all(except: ["TAGS"]), .expression(name: "decade", sql: "age / 10", names: ["age"]))
        #expect(transform.columns.map(\.name) == ["id", "Age", "region", "tags"])
        #expect(transform.items.map(\.name) == ["id", "Age", "region", "decade"])
        let reduced = transform.reduced(to: ["decade", "region"])
        #expect(reduced.columns == [Column("Age", .bigint), Column("region", .varchar)])
        #expect(reduced.items.map(\.columns) == [[0], [1]])
        #expect(reduced.reduced(to: ["decade", "region"]) == reduced)
        let table = TrainingTable(columns: [Column("AGE", .tinyint)], vectors: [ColumnVector(type: .tinyint, values: [.integer(30), .null])])
        let vectors = reduced.taken(from: table)
        #expect(vectors.map(\.type) == [.bigint, .varchar])
        #expect(vectors[0][0] == .integer(30) && vectors[0].isNull(1) && vectors[1].isNull(0) && vectors[1].isNull(1))
    }

    @Test("decimals and whole numbers of any width become what predictions are asked with")
    func widened() throws {
        let columns = [Column("d", .decimal(precision: 9, scale: 2)), Column("h", .hugeint), Column("f", .float), Column("e", .enumeration(["a", "b"]))]
        let transform = try FeatureTransform(text: "", items: [.all(except: [])]).fitted(to: columns, target: "y", fixed: [])
        let table = TrainingTable(
            columns: columns,
            vectors: [
                ColumnVector(type: columns[0].type, values: [.decimal(unscaled: 1234, scale: 2), .null]), ColumnVector(type: .hugeint, values: [.hugeint(7), .hugeint(8)]),
                ColumnVector(type: .float, values: [.double(0.5), .null]), ColumnVector(type: columns[3].type, values: [.text("b"), .text("a")]),
            ])
        let vectors = transform.taken(from: table)
        #expect(vectors.map(\.type) == [.double, .double, .double, .varchar])
        #expect(vectors.map { $0[0] } == [.double(12.34), .double(7), .double(0.5), .text("b")])
        #expect(vectors[0].isNull(1) && vectors[2].isNull(1))
    }

    @Test("values of another type become what they are of this one, or NULL, and never zero")
    func retyped() throws {
        func taken(_ vector: ColumnVector, as type: SQLType) -> [Value] {
            let transform = FittedTransform(columns: [Column("a", type)], items: [])
            let column = transform.taken(from: TrainingTable(columns: [Column("a", vector.type)], vectors: [vector]))[0]
            return (0..<column.count).map { column.isNull($0) ? .null : column[$0] }
        }
        #expect(taken(ColumnVector(type: .double, values: [.double(3), .double(3.5), .null]), as: .bigint) == [.integer(3), .null, .null])
        #expect(taken(.strings(["7", "x"]), as: .bigint) == [.integer(7), .null])
        #expect(taken(ColumnVector(type: .date, values: [.date(0)]), as: .bigint) == [.null])
        #expect(taken(ColumnVector(type: .date, values: [.date(1)]), as: .timestamp) == [.timestamp(86_400_000_000)])
        #expect(taken(ColumnVector(type: .smallint, values: [.integer(5)]), as: .varchar) == [.text("5")])
        #expect(taken(ColumnVector(type: .integer, values: [.integer(5)]), as: .double) == [.double(5)])
    }

    @Test("a star gives the columns that can be taken")
    func star() throws {
        #expect(try fitted(.all(except: [])).items.map(\.name) == ["id", "Age", "region"])
    }

    @Test("it is read as it was written")
    func written() throws {
        let transform = FeatureTransform(text: "*, x", items: [.all(except: ["a"]), .expression(name: "x", sql: "\"X\" + 'é'", names: ["X"])])
        #expect(FeatureTransform(try JSONValue(parsing: transform.json.text)) == transform)
        #expect(FeatureTransform(.object([.init("text", .string("x")), .init("items", .array([.object([])]))])) == nil)
        #expect(FeatureTransform(.object([.init("text", .string("x")), .init("items", .array([]))])) == nil)
    }

    @Test("what cannot be a feature is refused")
    func refused() {
        let decade = FeatureTransform.Item.expression(name: "decade", sql: "age / 10", names: ["age"])
        #expect(failure(decade, decade)?.message == "TRANSFORM gives two columns of the name \"decade\"")
        #expect(failure(.all(except: []), .expression(name: "AGE", sql: "age / 10", names: ["age"]))?.sqlState.rawValue == "42701")
        #expect(failure(.all(except: ["agee"]))?.hint == "did you mean \"Age\"?")
        #expect(failure(.expression(name: "y", sql: "age + 1", names: ["age"]))?.message == "TRANSFORM gives a column \"y\", which is to be predicted")
        #expect(failure(.expression(name: "y", sql: "y", names: ["y"]))?.message == "TRANSFORM names \"y\", which is to be predicted")
        #expect(failure(.expression(name: "half", sql: "age + y / 2", names: ["age", "y"]))?.message == "TRANSFORM names \"Y\", which is to be predicted")
        #expect(failure(.expression(name: "one", sql: "1 + 1", names: []))?.message == "\"one\" of TRANSFORM reads no column of the training query")
        #expect(failure(.expression(name: "n", sql: "len(tags)", names: ["tags"]))?.sqlState == .featureNotSupported)
        #expect(failure(.expression(name: "ID", sql: "id % 10", names: ["id"]))?.message == "TRANSFORM gives a column \"id\", which names or splits the rows")
        #expect(failure(.expression(name: "id", sql: "region", names: ["region"]))?.message == "TRANSFORM gives a column \"id\", which names or splits the rows")
        #expect(failure(.expression(name: "id", sql: "id", names: ["id"])) == nil)
        #expect(failure(.expression(name: "tags", sql: "\"tags\"", names: ["tags"]))?.sqlState == .featureNotSupported)
    }

    @Test("a model's file says what its inputs are computed from")
    func file() throws {
        let x = (0..<200).map { Double($0 % 50) }
        let table = TrainingTable(("age", .doubles(x)), ("twice", .doubles(x.map { $0 * 2 })), ("y", .doubles(x.map { $0 * 3 })))
        var configuration = LearningConfiguration()
        configuration.exclude = ["age"]
        configuration.trials = 1
        configuration.rounds = 5
        let model = try Trainer.train(table, target: "y", configuration: configuration).model
        let transform = try FeatureTransform(text: "", items: [.expression(name: "twice", sql: "age * 2", names: ["age"])])
            .fitted(to: [Column("age", .double), Column("y", .double)], target: "y", fixed: [])
        let taking = model.taking(transform)
        #expect(model.columns.inputs.map(\.name) == ["twice"] && taking.columns.inputs == [Column("age", .double)])
        let read = try Model(deserializing: taking.serialized())
        #expect(read.transform == transform && read.columns == taking.columns)
        #expect(try Model(deserializing: model.serialized()).transform == nil)
        let column = ColumnVector(type: .double, values: [.double(4)])
        #expect(try read.scores([column], rowCount: 1) == model.scores([column], rowCount: 1))
        // A program that knows nothing of it must not read it as a model of other inputs.
        #expect(try model.serialized()[8] == 2 && taking.serialized()[8] == 3)
    }
}
