// A registry of names and descriptions of a solution's own return codes. The documentation intends
// such a database (topic `return_codes`) and says that none exists.
//
// A registry is an object: a program makes one and registers the codes of the packages that it
// uses. There is no global registry. Every registry has the generic codes from the start.
// `format.ts` formats codes that are not registered.

import { formatRetcode } from './format.ts'
import { genericDescriptions, type GenericRetcodeName } from './generic-descriptions.ts'
import { genericRetcodes, rcAlreadyExists, rcInvalidArgument, rcOk } from './generic.ts'
import { isErrorCode, MAKE_RETCODE, RC_CUSTOMER_TRUE, RC_GET_CUSTOMER } from './layout.ts'
import { type ComposedRetcode, type Result, type Retcode, failure } from './result.ts'

/** A return code with its name and its description. */
export interface RetcodeDescription {
  readonly rc: Retcode
  /** An identifier, for example `rcValveStuck`. */
  readonly name: string
  /** A text, best without a full stop. May be empty. */
  readonly description: string
}

/** The parts of a code that differ within a `RetcodeFamily`. */
export interface RetcodeDefinition {
  /** The code field, 0 to 65535. */
  readonly code: number
  readonly description: string
}

/**
 * A set of codes of one space and facility, for `RetcodeRegistry.define`. The customer field is
 * always `RC_CUSTOMER_TRUE`.
 */
export interface RetcodeFamily<Name extends string> {
  /** 0 to 63. */
  readonly space: number
  /** 0 to 255. */
  readonly facility: number
  /** The codes by name. */
  readonly codes: { readonly [K in Name]: RetcodeDefinition }
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/

function canRegister(entry: RetcodeDescription): boolean {
  return (
    isErrorCode(entry.rc) &&
    RC_GET_CUSTOMER(entry.rc) === RC_CUSTOMER_TRUE &&
    IDENTIFIER.test(entry.name)
  )
}

/** Names and descriptions of return codes: the generic ones, and those that a program registers. */
export class RetcodeRegistry {
  readonly #byCode = new Map<number | ComposedRetcode, RetcodeDescription>()
  readonly #names = new Set<string>()

  constructor() {
    for (const name of Object.keys(genericRetcodes) as GenericRetcodeName[]) {
      this.#add({ rc: genericRetcodes[name], name, description: genericDescriptions[name] })
    }
  }

  /**
   * Adds one code.
   *
   * @returns `rcOk`; `rcInvalidArgument` if `rc` is not an error code with the customer flag, or
   * `name` is not an identifier (letters, digits and `_`, not starting with a digit);
   * `rcAlreadyExists` if the registry holds the code or the name
   */
  register(rc: number | ComposedRetcode, name: string, description: string): Retcode {
    return this.registerAll([{ rc: rc as Retcode, name, description }])
  }

  /**
   * Adds all codes or, if one of them cannot be added, none.
   *
   * @returns as `register`, for the first entry that cannot be added; two entries with the same
   * code or name collide too
   */
  registerAll(entries: Iterable<RetcodeDescription>): Retcode {
    const accepted: RetcodeDescription[] = []
    const codes = new Set<Retcode>()
    const names = new Set<string>()
    for (const { rc, name, description } of entries) {
      const entry = { rc, name, description }
      if (!canRegister(entry)) return rcInvalidArgument
      if (this.#byCode.has(rc) || codes.has(rc)) return rcAlreadyExists
      if (this.#names.has(name) || names.has(name)) return rcAlreadyExists
      codes.add(rc)
      names.add(name)
      accepted.push(entry)
    }
    for (const entry of accepted) this.#add(entry)
    return rcOk
  }

  /**
   * Composes the codes of a family and adds all of them, or none.
   *
   * `const { codes } = unwrap(registry.define({ space: 1, facility: 0, codes: { rcValveStuck: {
   * code: 1, description: '...' } } }))`
   *
   * @returns `rcOk` and the codes by name; `rcInvalidArgument` and `rcAlreadyExists` as
   * `registerAll`
   * @throws RangeError if a field is out of range, as `MAKE_RETCODE`
   */
  define<Name extends string>(
    family: RetcodeFamily<Name>,
  ): Result<{ codes: { readonly [K in Name]: ComposedRetcode } }> {
    const definitions = Object.entries<RetcodeDefinition>(family.codes)
    const entries = definitions.map(([name, { code, description }]) => {
      return {
        rc: MAKE_RETCODE(RC_CUSTOMER_TRUE, family.space, family.facility, code, description),
        name,
        description,
      }
    })
    const rc = this.registerAll(entries)
    if (rc !== rcOk) return failure(rc)
    const codes = Object.fromEntries(entries.map((entry) => [entry.name, entry.rc])) as {
      [K in Name]: ComposedRetcode
    }
    return { rc: rcOk, codes }
  }

  /** The entry of a code; undefined if the registry does not hold it. */
  find(rc: number | ComposedRetcode): RetcodeDescription | undefined {
    return this.#byCode.get(rc)
  }

  /**
   * A code as text: `name: description` of a code that the registry holds (`name` if the
   * description is empty), else `formatRetcode`.
   */
  describe(rc: number | ComposedRetcode): string {
    const entry = this.find(rc)
    if (entry === undefined) return formatRetcode(rc)
    return entry.description === '' ? entry.name : `${entry.name}: ${entry.description}`
  }

  /**
   * All entries: the generic codes in documented order, then the others in the order in which they
   * were added.
   */
  list(): readonly RetcodeDescription[] {
    return [...this.#byCode.values()]
  }

  #add(entry: RetcodeDescription): void {
    this.#byCode.set(entry.rc, entry)
    this.#names.add(entry.name)
  }
}
