import Core
import Learning
import Synchronization
import Training

/// The models that are in memory, of bounded size: when one more is read, those go that were used longest ago.
final class ModelCache: Sendable {
    private let artifacts: ArtifactStore
    /// Bytes. The model that is read last stays even when it alone is larger.
    private let limit: Int
    /// Grows with each model that is read.
    private let clock = Atomic<Int>(0)
    private let slots = Mutex<[Int64: Slot]>([:])

    /// The place of one version's model.
    final class Slot: Sendable {
        private let versionID: Int64
        private let hash: String
        private let cache: ModelCache
        private let resident = Mutex<ResidentModel?>(nil)
        /// The cache's clock when it was used last.
        private let lastUse = Atomic<Int>(0)

        fileprivate init(versionID: Int64, hash: String, cache: ModelCache) {
            self.versionID = versionID
            self.hash = hash
            self.cache = cache
        }

        /// The model when it is in memory.
        var loaded: ResidentModel? {
            lastUse.store(cache.clock.load(ordering: .relaxed), ordering: .relaxed)
            return resident.withLock { $0 }
        }

        /// The model, read when it is not in memory. Blocking then.
        /// - Throws: `SQLFailure` XX001 when the artifact is missing or damaged.
        func load() throws -> ResidentModel {
            if let loaded { return loaded }
            let (model, isNew) = try resident.withLock { resident in
                if let resident { return (resident, false) }
                let content = try cache.artifacts.read(hash: hash)
                let model = try Model(deserializing: content)
                let made = ResidentModel(model, fileBytes: content.count, computation: try model.transform?.computation())
                resident = made
                return (made, true)
            }
            if isNew {
                lastUse.store(cache.clock.wrappingAdd(1, ordering: .relaxed).newValue, ordering: .relaxed)
                cache.makeRoom(for: versionID)
            }
            return model
        }

        fileprivate var age: (lastUse: Int, bytes: Int) { (lastUse.load(ordering: .relaxed), resident.withLock { $0?.bytes ?? 0 }) }

        fileprivate func unload() { resident.withLock { $0 = nil } }
    }

    init(artifacts: ArtifactStore, limit: Int) {
        self.artifacts = artifacts
        self.limit = limit
    }

    /// The place of a version's model, which is not read yet.
    func slot(versionID: Int64, hash: String) -> Slot {
        slots.withLock { slots in
            if let slot = slots[versionID] { return slot }
            let slot = Slot(versionID: versionID, hash: hash, cache: self)
            slots[versionID] = slot
            return slot
        }
    }

    /// Bytes that the models in memory take, and how many there are.
    var size: (bytes: Int, models: Int) {
        let held = slots.withLock { Array($0.values) }.map(\.age.bytes).filter { $0 > 0 }
        return (held.reduce(0, +), held.count)
    }

    func forget(_ versionIDs: [Int64]) {
        let gone = slots.withLock { slots in versionIDs.compactMap { slots.removeValue(forKey: $0) } }
        for slot in gone { slot.unload() }
    }

    private func makeRoom(for versionID: Int64) {
        // The slots' locks are taken one at a time and under no other, for the reading of a file happens under them.
        let all = slots.withLock { $0.sorted { $0.key < $1.key } }.map { (id: $0.key, slot: $0.value, age: $0.value.age) }
        var bytes = all.reduce(0) { $0 + $1.age.bytes }
        for (id, slot, age) in all.sorted(by: { $0.age.lastUse < $1.age.lastUse }) where id != versionID && age.bytes > 0 {
            guard bytes > limit else { return }
            slot.unload()
            bytes -= age.bytes
        }
    }
}
