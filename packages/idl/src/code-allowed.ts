// Whether code can be made at run time: content security policies forbid it.

/**
 * Whether this platform lets code be made at run time. The answer is worked out anew at each call:
 * a remembered one would be global state, and callers ask once for each thing they compile.
 */
export function codeIsAllowed(): boolean {
  try {
    return Reflect.construct(Function, ['return 1']) !== null
  } catch {
    return false
  }
}
