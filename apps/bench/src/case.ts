// What a benchmark is: a case compares one batch of ours with the batches of one or more
// references, a memory case weighs things, a pause case says how long something made others wait. A
// batch does its operation n times in a loop of its own, so calling it costs nothing that shows;
// what it needs is made before, by the `start` that returns it. How a batch is timed is in
// alternate.ts and alternate-anew.ts, how a thing is weighed in weigh.ts; nothing here runs
// anything.

/**
 * Does the operation `iterations` times. Both sides of a case must mean the same by one iteration,
 * e.g. one round trip.
 */
export type Batch = (iterations: number) => void | Promise<void>

/**
 * Makes all a batch needs, outside the measured time, and returns the batch. Nothing is torn down:
 * the process ends instead. `iterations` is what the case fixes, 0 if it fixes none.
 */
export type Start = (iterations: number) => Batch | Promise<Batch>

/**
 * What a reference is to us: a `limit` is the bare JavaScript primitive that nothing built on
 * JavaScript can beat by much, a `peer` a public package for the same purpose, `own` another case
 * of ours.
 */
export type ReferenceKind = 'limit' | 'peer' | 'own'

/** One side of a comparison. */
export interface Side {
  /**
   * Whether an iteration awaits. An `await` of a plain value costs about 30 ns, which decides
   * several cases, so the table shows it.
   */
  readonly awaits: boolean
  readonly start: Start
}

/** The other side: what ours is compared against. */
export interface Reference extends Side {
  readonly kind: ReferenceKind
  /** The name in the table, in the JSON and in bars.json. */
  readonly name: string
  /**
   * Whether both sides run with a young generation that stays at 1 MiB: for a reference that is
   * fastest there. V8's own grows if left out.
   */
  readonly hasSmallYoungGeneration?: boolean
}

/** One operation of ours and what it is compared against. */
export interface RatioCase extends Side {
  /** `family/operation`, e.g. `ipc/round-trip`. */
  readonly name: string
  readonly against: readonly Reference[]
  /**
   * Why it can't be measured on this machine, e.g. a program that is not there; empty if it can.
   * Such a case is left out loudly, and its bars are not judged.
   */
  readonly missing?: () => string
  /**
   * Set if a batch uses up what it works on, or if so many operations at a time are what is asked
   * about: how many a batch does. Then `start` is called anew for each batch, outside the measured
   * time.
   */
  readonly iterations?: number
}

/** Makes `count` of a thing and returns what keeps them all alive. */
export type Make = (count: number) => unknown

/** Things whose size in memory is of interest. */
export interface MemoryCase {
  readonly name: string
  /** How to make each thing, by the name it has in the table, in the JSON and in bars.json. */
  readonly things: Readonly<Record<string, Make>>
  /** How many of a thing are made at a time; fixed costs spread over them. 10 000 if left out. */
  readonly count?: number
}

/** Does something once, and returns the longest time in ms that others had to wait meanwhile. */
export type Disturb = () => Promise<number>

/** Waits that others should hardly notice. */
export interface PauseCase {
  readonly name: string
  /**
   * What makes them wait, by the name of who waits, which is in the table, in the JSON and in
   * bars.json.
   */
  readonly pauses: Readonly<Record<string, Disturb>>
}

/** Anything `src/cases/index.ts` can list. */
export type Case = RatioCase | MemoryCase | PauseCase

/**
 * A case with one of the things it is compared against: what one child process measures and one row
 * of the table shows.
 */
export type Comparison =
  | {
      readonly kind: 'ratio'
      readonly name: string
      readonly against: string
      readonly ours: Side
      readonly theirs: Reference
      readonly iterations: number
    }
  | {
      readonly kind: 'memory'
      readonly name: string
      readonly against: string
      readonly make: Make
      readonly count: number
    }
  | {
      readonly kind: 'pause'
      readonly name: string
      readonly against: string
      readonly disturb: Disturb
    }

/** Why cases of these names can't be measured on this machine, by name. */
export function missingOf(
  cases: readonly Case[],
  filter: (name: string) => boolean,
): ReadonlyMap<string, string> {
  const asked = cases.filter(({ name }) => filter(name))
  const reasons = asked.map((each) => [each.name, ('missing' in each && each.missing?.()) || ''])
  return new Map(reasons.filter(([, reason]) => reason !== '') as [string, string][])
}

/** Defines a case that is measured in time, as a ratio to each of its references. */
export function defineCase(definition: RatioCase): RatioCase {
  return definition
}

/** Defines a case that is measured in bytes. */
export function defineMemoryCase(definition: MemoryCase): MemoryCase {
  return definition
}

/** Defines a case that is measured in milliseconds that others wait. */
export function definePauseCase(definition: PauseCase): PauseCase {
  return definition
}

/** The bare JavaScript primitive as a reference. */
export function limit(name: string, side: Side): Reference {
  return { kind: 'limit', name, ...side }
}

/** A public package as a reference. */
export function peer(name: string, side: Side): Reference {
  return { kind: 'peer', name, ...side }
}

/** Another operation of ours as a reference; by habit it has that case's name. */
export function own(name: string, side: Side): Reference {
  return { kind: 'own', name, ...side }
}

/** Every comparison that the cases ask for, in their order. */
export function comparisonsOf(cases: readonly Case[]): Comparison[] {
  return cases.flatMap((definition) => {
    if ('things' in definition) return weighings(definition)
    return 'pauses' in definition ? pauses(definition) : ratios(definition)
  })
}

function ratios({ name, awaits, start, against, iterations = 0 }: RatioCase): Comparison[] {
  return against.map((theirs) => ({
    kind: 'ratio',
    name,
    against: theirs.name,
    ours: { awaits, start },
    theirs,
    iterations,
  }))
}

function weighings({ name, things, count = 10_000 }: MemoryCase): Comparison[] {
  return Object.entries(things).map(([against, make]) => ({
    kind: 'memory',
    name,
    against,
    make,
    count,
  }))
}

function pauses(definition: PauseCase): Comparison[] {
  return Object.entries(definition.pauses).map(([against, disturb]) => ({
    kind: 'pause',
    name: definition.name,
    against,
    disturb,
  }))
}
