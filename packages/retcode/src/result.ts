// Retcodes as types, and results that carry one: errors are values here.
//
// Generic codes are numeric literals. A code composed with MAKE_RETCODE has an opaque type (a
// number at run time): with a plain `number` among the codes, `if (rc !== rcOk) return rc` would
// not narrow. `format.ts` formats codes.

import type { genericRetcodes, rcOk } from './generic.ts'
import { formatRetcode } from './format.ts'

declare const composed: unique symbol

/**
 * A failure code composed with `MAKE_RETCODE`: a negative 32-bit number at run time, opaque to the
 * type checker.
 */
export interface ComposedRetcode {
  readonly [composed]: true
}

/** A generic failure: one of the documented codes other than `rcOk`. */
export type GenericFailure = Exclude<
  (typeof genericRetcodes)[keyof typeof genericRetcodes],
  typeof rcOk
>

/** Any code that is not `rcOk`. */
export type Failure = GenericFailure | ComposedRetcode

/** The result of a documented function: `rcOk` or a failure. A signed 32-bit number at run time. */
export type Retcode = typeof rcOk | Failure

/**
 * A code together with the results of a function that succeeded.
 *
 * `const { rc, handle } = f(); if (rc !== rcOk) return rc` narrows `handle` to its type.
 */
export type Result<T extends object = object> =
  | ({ readonly rc: typeof rcOk } & T)
  | ({ readonly rc: Failure } & { readonly [K in keyof T]?: undefined })

/**
 * True if the code is a failure. Accepts a plain number, so that codes from outside can be
 * narrowed.
 */
export function isFailure(rc: number | ComposedRetcode): rc is Failure {
  return rc !== 0
}

/** A failed result: `{ rc }` and nothing else. */
export function failure<T extends object = object>(rc: Failure): Result<T> {
  return { rc } as Result<T>
}

/** Thrown by `unwrap` and by waiting functions of the mechanism packages; `rc` is the code. */
export class RetcodeError extends Error {
  override readonly name = 'RetcodeError'
  readonly rc: Failure

  constructor(rc: Failure, message: string = formatRetcode(rc)) {
    super(message)
    this.rc = rc
  }
}

/**
 * Returns a result that succeeded, or throws a `RetcodeError`: errors as exceptions.
 *
 * `const { handle } = unwrap(kos.KnHandleCreateUserObject(...))`
 */
export function unwrap<R extends { readonly rc: Retcode }>(
  result: R,
): Extract<R, { readonly rc: typeof rcOk }> {
  if (result.rc !== 0) throw new RetcodeError(result.rc)
  return result as Extract<R, { readonly rc: typeof rcOk }>
}
