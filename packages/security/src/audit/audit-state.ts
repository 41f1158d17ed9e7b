// The runtime level of the audit of one monitor. It selects which part of the audit profiles is in
// force. Rules change it: `set_level` of the model Base.

/** The state of a monitor's audit. */
export interface AuditState {
  /** 0 to 255. */
  level: number
}
