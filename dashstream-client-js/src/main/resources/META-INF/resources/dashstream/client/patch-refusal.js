/** Why a patch does not fit. */
export class PatchRefusal extends Error {
  /**
   * @param {string} reason one of bad_path, path_too_long, forbidden_path, bad_index, no_such_target, not_a_container, impossible, test_failed,
   *   unknown_operation, unsupported_encoding, bad_value, too_many_operations, too_deep, too_much_work
   */
  constructor(reason, message) {
    super(message);
    this.name = 'PatchRefusal';
    this.reason = reason;
  }

  /** The same, saying which operation it was. */
  at(index, path) {
    const refusal = new PatchRefusal(
      this.reason,
      `patch operation ${index} at path '${path.slice(0, 80)}': ${this.message}`,
    );
    refusal.operationIndex = index;
    refusal.path = path;
    return refusal;
  }
}
