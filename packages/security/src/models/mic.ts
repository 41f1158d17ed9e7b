// The model Mic (topic `ssp_descr_security_models_mic`): mandatory integrity control. Processes and
// resources have integrity levels, and data must not go from lower ones to higher ones.
//
// `IntegrityAssignments` is the instance of one object: the levels by SID. A process has two, its
// own and the lowest one from which it takes data (`levelR`). A rule reads everything first; so
// a level that is missing denies before anything changes. `integrity-level.ts` compares levels.

import type { ConditionOutcome } from '../condition.ts'
import { maxStatefulSids } from '../limits.ts'
import {
  exceeds,
  IntegrityLevels,
  isAtMost,
  type IntegrityLevel,
  type LevelName,
} from './integrity-level.ts'
import { EvaluationError, type Model, ModelError, type PolicyObjectDefinition } from './model.ts'
import { readSid, type Sid } from './sid.ts'
import { sidType, textType, unitType, type RecordType, type ValueType } from './type.ts'
import { nameOf } from './value.ts'

/** The argument of `call`, `invoke`, `read` and `write`. */
export interface FlowOfData {
  readonly source: Sid
  readonly target: Sid
}

/** The argument of `delete`. */
export interface ResourceArgument extends FlowOfData {
  /** The resource that contains the target; unit for one that nothing contains. */
  readonly container: Sid | undefined
  /** The process, or the kernel, that has the resource. */
  readonly driver: Sid
}

/** The argument of `create` and `upgrade`. */
export interface ResourceLevelArgument<Level = LevelName> extends ResourceArgument {
  readonly level: Level
}

/** The argument of `execute`. */
export interface ImageArgument {
  /** The executable file; unit only if `level` is there. */
  readonly image: Sid | undefined
  /** The process that starts. */
  readonly target: Sid
  /** Unit: the level of the image. */
  readonly level: LevelName | undefined
  /** The lowest level from which the process takes data. Unit: its own. */
  readonly levelR: LevelName | undefined
}

interface Assignment {
  readonly level: IntegrityLevel
  readonly levelR: IntegrityLevel
}

class IntegrityAssignments {
  readonly #levels: IntegrityLevels
  readonly #assignments = new Map<number, Assignment>()

  constructor(levels: IntegrityLevels) {
    this.#levels = levels
  }

  create(argument: ResourceLevelArgument<LevelName | undefined>): boolean | ConditionOutcome {
    const { target, level: name } = argument
    const owners = this.#ownersOf(argument)
    if (owners === null) return false
    // The creator's level, if no other one is asked for.
    const level = name === undefined ? (owners[0] as IntegrityLevel) : this.#levels.of(name)
    if (!owners.every((owner) => isAtMost(level, owner))) return false
    return this.#assign(target, { level, levelR: level })
  }

  delete(argument: ResourceArgument): boolean | ConditionOutcome {
    const level = this.#levelOf(argument.target)
    const owners = this.#ownersOf(argument)
    if (level === null || owners === null) return false
    const [source, driver] = owners as readonly [IntegrityLevel, IntegrityLevel]
    if (!isAtMost(level, source) || !isAtMost(level, driver)) return false
    return this.#unassign(argument.target)
  }

  upgrade(argument: ResourceLevelArgument): boolean | ConditionOutcome {
    const current = this.#levelOf(argument.target)
    const owners = this.#ownersOf(argument)
    if (current === null || owners === null) return false
    const level = this.#levels.of(argument.level)
    // What exceeds the target and is at most the source has a target that is at most the source.
    if (!exceeds(level, current) || !owners.every((owner) => isAtMost(level, owner))) return false
    return this.#assign(argument.target, { level, levelR: level })
  }

  execute({
    image,
    target,
    level: name,
    levelR: nameR,
  }: ImageArgument): boolean | ConditionOutcome {
    const most = image === undefined ? undefined : this.#levelOf(image)
    if (most === null) return false
    const level = name === undefined ? most : this.#levels.of(name)
    if (level === undefined || (most !== undefined && !isAtMost(level, most))) return false
    const levelR = nameR === undefined ? level : this.#levels.of(nameR)
    return isAtMost(levelR, level) && this.#assign(target, { level, levelR })
  }

  /** `call` and `read`: data goes from the target to the source. */
  takesFrom({ source, target }: FlowOfData): boolean {
    const taker = this.#assignments.get(readSid(source))
    const level = this.#levelOf(target)
    if (taker === undefined || level === null) return false
    return isAtMost(taker.level, level) || isAtMost(taker.levelR, level)
  }

  /** `invoke` and `write`: data goes from the source to the target. */
  givesTo({ source, target }: FlowOfData): boolean {
    const [giver, level] = [this.#levelOf(source), this.#levelOf(target)]
    return giver !== null && level !== null && isAtMost(level, giver)
  }

  queryLevel(source: unknown): LevelName {
    const level = this.#levelOf(source)
    if (level !== null) return this.#levels.nameOf(level)
    throw new EvaluationError(`the SID ${nameOf(source)} has no integrity level`)
  }

  /** Whether two names are the same level. */
  areSame(name: unknown, other: unknown): boolean {
    const [level, otherLevel] = [this.#levels.of(name), this.#levels.of(other)]
    return isAtMost(level, otherLevel) && isAtMost(otherLevel, level)
  }

  #levelOf(sid: unknown): IntegrityLevel | null {
    return this.#assignments.get(readSid(sid))?.level ?? null
  }

  /** The levels of source, driver and, if there is one, container; null if one is missing. */
  #ownersOf({ source, driver, container }: ResourceArgument): readonly IntegrityLevel[] | null {
    const sids = container === undefined ? [source, driver] : [source, driver, container]
    const levels = sids.map((sid) => this.#levelOf(sid))
    return levels.every((level) => level !== null) ? levels : null
  }

  #assign(sid: Sid, assignment: Assignment): boolean | ConditionOutcome {
    const [number, assignments] = [readSid(sid), this.#assignments]
    const previous = assignments.get(number)
    if (number === 0) return false
    if (previous === undefined && assignments.size >= maxStatefulSids) return false
    assignments.set(number, assignment)
    const rollback = (): void => {
      if (previous === undefined) assignments.delete(number)
      else assignments.set(number, previous)
    }
    return { granted: true, rollback }
  }

  #unassign(sid: Sid): ConditionOutcome {
    const [number, assignments] = [readSid(sid), this.#assignments]
    const previous = assignments.get(number) as Assignment
    assignments.delete(number)
    return { granted: true, rollback: () => void assignments.set(number, previous) }
  }
}

const textsType: ValueType = { kind: 'list', element: textType }
const fullLevelType: RecordType = {
  kind: 'record',
  fields: {
    degree: { kind: 'variant', types: [textType, unitType] },
    categories: { kind: 'variant', types: [textsType, unitType] },
  },
}
const levelType: ValueType = { kind: 'variant', types: [textType, fullLevelType] }
const levelOrUnitType: ValueType = { kind: 'variant', types: [levelType, unitType] }
const sidOrUnitType: ValueType = { kind: 'variant', types: [sidType, unitType] }
const flowOfDataType: RecordType = {
  kind: 'record',
  fields: { source: sidType, target: sidType },
}
const resourceType: RecordType = {
  kind: 'record',
  fields: { source: sidType, target: sidType, container: sidOrUnitType, driver: sidType },
}

function readLevels(config: unknown): IntegrityLevels {
  if (Array.isArray(config)) return new IntegrityLevels(config, undefined, [])
  if (typeof config !== 'object' || config === null)
    throw new ModelError([], `${nameOf(config)} is no set of integrity levels`)
  const { degrees, categories } = config as Readonly<Record<string, unknown>>
  return new IntegrityLevels(degrees, categories, ['degrees'])
}

const rules: PolicyObjectDefinition['rules'] = {
  create: {
    parameter: { kind: 'record', fields: { ...resourceType.fields, level: levelOrUnitType } },
    apply: (argument, assignments: IntegrityAssignments) => assignments.create(argument),
  },
  delete: {
    parameter: resourceType,
    apply: (argument, assignments: IntegrityAssignments) => assignments.delete(argument),
  },
  upgrade: {
    parameter: { kind: 'record', fields: { ...resourceType.fields, level: levelType } },
    apply: (argument, assignments: IntegrityAssignments) => assignments.upgrade(argument),
  },
  execute: {
    parameter: {
      kind: 'record',
      fields: {
        image: sidOrUnitType,
        target: sidType,
        level: levelOrUnitType,
        levelR: levelOrUnitType,
      },
    },
    apply: (argument, assignments: IntegrityAssignments) => assignments.execute(argument),
  },
  call: {
    parameter: flowOfDataType,
    apply: (argument, assignments: IntegrityAssignments) => assignments.takesFrom(argument),
  },
  read: {
    parameter: flowOfDataType,
    apply: (argument, assignments: IntegrityAssignments) => assignments.takesFrom(argument),
  },
  invoke: {
    parameter: flowOfDataType,
    apply: (argument, assignments: IntegrityAssignments) => assignments.givesTo(argument),
  },
  write: {
    parameter: flowOfDataType,
    apply: (argument, assignments: IntegrityAssignments) => assignments.givesTo(argument),
  },
}

const expressions: PolicyObjectDefinition['expressions'] = {
  query_level: {
    parameter: { kind: 'record', fields: { source: sidType } },
    result: levelType,
    evaluate: ({ source }: { readonly source: Sid }, assignments: IntegrityAssignments) =>
      assignments.queryLevel(source),
    selects: (level, written, assignments: IntegrityAssignments) =>
      assignments.areSame(level, written),
  },
}

/**
 * `create`, `delete`, `execute`, `upgrade`, `call`, `invoke`, `read`, `write`, and the expression
 * `query_level`.
 */
export const micModel: Model = {
  name: 'Mic',
  types: [],
  config: () => ({
    kind: 'variant',
    types: [
      textsType,
      {
        kind: 'record',
        fields: { degrees: textsType, categories: textsType },
        optional: ['degrees', 'categories'],
      },
    ],
  }),
  create: (_, config) => {
    const levels = readLevels(config)
    return { rules, expressions, instantiate: () => new IntegrityAssignments(levels) }
  },
}
