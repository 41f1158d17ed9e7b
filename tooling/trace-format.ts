// Checks a trace against the description of the Trace Event Format ("Trace Event Format", Google,
// the document that Perfetto and chrome://tracing refer to), and against what Perfetto's importer
// wants where the description leaves it open: slices of a track nest, and each event of a flow is
// bound to a slice. Then against what is so of a kernel: one thread runs at a time. For the tests of
// several packages; nothing here imports one.

/** An event. Which fields there are depends on its phase: `traceFaults` says whether they are. */
export interface TraceEvent {
  readonly ph: string
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur: number
  readonly cat: string
  readonly id: number
  readonly s?: string
  readonly bp?: string
  readonly args?: Readonly<Record<string, unknown>>
}

/** Collects the chunks of a trace: `write` is for the options of `createTrace`. */
export class TraceText {
  #text = ''

  readonly write = (chunk: Uint8Array): void => {
    this.#text += new TextDecoder('ascii', { fatal: true }).decode(chunk)
  }

  /** The whole document. */
  get text(): string {
    return this.#text
  }

  /** Its events. */
  get events(): readonly TraceEvent[] {
    return JSON.parse(this.#text) as readonly TraceEvent[]
  }
}

/** What is wrong with a trace: sentences; none if it is in the format. */
export function traceFaults(events: readonly TraceEvent[]): readonly string[] {
  return [
    ...events.flatMap(fieldFaults),
    ...metadataFaults(events),
    ...nestingFaults(events),
    ...flowFaults(events),
    ...asyncFaults(events),
    ...cpuFaults(events),
  ]
}

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0
const isTime = (value: unknown): boolean => Number.isFinite(value) && Number(value) >= 0
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

const metadataArgs: Readonly<Record<string, readonly [string, (value: unknown) => boolean]>> = {
  process_name: ['name', isText],
  process_labels: ['labels', isText],
  process_sort_index: ['sort_index', isWhole],
  thread_name: ['name', isText],
  thread_sort_index: ['sort_index', isWhole],
}

/** The fields that a phase must have, besides those that all events have. */
const fieldsOf: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  X: { ts: isTime, dur: isTime, cat: isText },
  i: { ts: isTime, cat: isText, s: (value) => ['g', 'p', 't'].includes(String(value)) },
  s: { ts: isTime, cat: isText, id: isWhole },
  t: { ts: isTime, cat: isText, id: isWhole },
  f: { ts: isTime, cat: isText, id: isWhole, bp: (value) => value === 'e' },
  b: { ts: isTime, cat: isText, id: isWhole },
  e: { ts: isTime, cat: isText, id: isWhole },
  M: {},
}

function fieldFaults(event: TraceEvent): string[] {
  const text = JSON.stringify(event)
  const fields = fieldsOf[event.ph]
  if (fields === undefined) return [`there is no phase ${event.ph}: ${text}`]
  const faults: string[] = []
  const values = event as unknown as Readonly<Record<string, unknown>>
  const all = { name: isText, pid: isWhole, tid: isWhole, ...fields }
  for (const [name, fits] of Object.entries(all))
    if (!fits(values[name])) faults.push(`${name} is wrong: ${text}`)
  if (event.args !== undefined && (typeof event.args !== 'object' || event.args === null))
    faults.push(`args is no object: ${text}`)
  if (event.ph !== 'M') return faults
  const [argument, fits] = metadataArgs[event.name] ?? ['', () => false]
  return fits(event.args?.[argument]) ? faults : [...faults, `metadata is wrong: ${text}`]
}

// Each process and each thread has a name, and no metadata comes twice.
function metadataFaults(events: readonly TraceEvent[]): string[] {
  const faults: string[] = []
  const known = new Set<string>()
  for (const { ph, name, pid, tid } of events) {
    if (ph !== 'M') continue
    const key = name.startsWith('process') ? `${name} ${pid}` : `${name} ${pid} ${tid}`
    if (known.has(key)) faults.push(`twice: ${key}`)
    known.add(key)
  }
  for (const { ph, pid, tid } of events) {
    if (ph === 'M') continue
    const names = [`process_name ${pid}`, ...(tid === 0 ? [] : [`thread_name ${pid} ${tid}`])]
    for (const name of names) {
      if (!known.has(name)) faults.push(`there is no ${name}`)
      known.add(name)
    }
  }
  return faults
}

// In nanoseconds, so that sums are exact.
const beginOf = ({ ts }: TraceEvent): number => Math.round(ts * 1_000)
const endOf = ({ ts, dur }: TraceEvent): number => Math.round(ts * 1_000) + Math.round(dur * 1_000)

function tracksOf(events: readonly TraceEvent[]): Map<string, TraceEvent[]> {
  const tracks = new Map<string, TraceEvent[]>()
  for (const event of events) {
    if (event.ph !== 'X') continue
    const key = `${event.pid}/${event.tid}`
    const track = tracks.get(key)
    if (track === undefined) tracks.set(key, [event])
    else track.push(event)
  }
  for (const track of tracks.values())
    track.sort((a, b) => beginOf(a) - beginOf(b) || endOf(b) - endOf(a))
  return tracks
}

// Slices of a track lie one inside another, or one after another.
function nestingFaults(events: readonly TraceEvent[]): string[] {
  const faults: string[] = []
  for (const [key, track] of tracksOf(events)) {
    const open: TraceEvent[] = []
    for (const slice of track) {
      while (open.length > 0 && endOf(open.at(-1) as TraceEvent) <= beginOf(slice)) open.pop()
      const outer = open.at(-1)
      if (outer !== undefined && endOf(slice) > endOf(outer))
        faults.push(`${key}: ${slice.name} at ${slice.ts} overlaps ${outer.name} at ${outer.ts}`)
      open.push(slice)
    }
  }
  return faults
}

// A flow is known by category, name and id. It starts once, its steps follow in time, and it may
// end once, last. Every event of it is bound to the slice that encloses it.
function flowFaults(events: readonly TraceEvent[]): string[] {
  const faults: string[] = []
  const flows = new Map<string, TraceEvent[]>()
  const tracks = tracksOf(events)
  for (const event of events) {
    if (!['s', 't', 'f'].includes(event.ph)) continue
    const key = `${event.cat} ${event.name} ${event.id}`
    const flow = flows.get(key)
    if (flow === undefined) flows.set(key, [event])
    else flow.push(event)
    const at = beginOf(event)
    const track = tracks.get(`${event.pid}/${event.tid}`) ?? []
    if (!isEnclosed(track, at)) faults.push(`flow ${key}: no slice encloses ${event.ph} at ${at}`)
  }
  for (const [key, flow] of flows) {
    const order = flow.toSorted((a, b) => beginOf(a) - beginOf(b))
    const phases = order.map(({ ph }) => ph).join('')
    if (!/^st*f?$/.test(phases)) faults.push(`flow ${key}: its phases are ${phases}`)
    const times = new Set(order.map(beginOf))
    if (times.size < order.length) faults.push(`flow ${key}: two events at one time`)
  }
  return faults
}

function isEnclosed(track: readonly TraceEvent[], at: number): boolean {
  return track.some((slice) => beginOf(slice) <= at && at <= endOf(slice))
}

// What begins ends, once, and later.
function asyncFaults(events: readonly TraceEvent[]): string[] {
  const faults: string[] = []
  const open = new Map<string, number>()
  for (const event of events.filter(({ ph }) => ph === 'b' || ph === 'e')) {
    const key = `${event.cat} ${event.name} ${event.id}`
    const begun = open.get(key)
    if (event.ph === 'b') {
      if (begun !== undefined) faults.push(`${key} begins twice`)
      open.set(key, beginOf(event))
    } else if (begun === undefined || begun > beginOf(event)) faults.push(`${key} ends too early`)
    else open.delete(key)
  }
  return [...faults, ...[...open.keys()].map((key) => `${key} does not end`)]
}

// There is one processor.
function cpuFaults(events: readonly TraceEvent[]): string[] {
  const slices = events.filter(({ ph, cat }) => ph === 'X' && cat === 'running')
  const order = slices.toSorted((a, b) => beginOf(a) - beginOf(b))
  return order.flatMap((slice, index) => {
    const next = order[index + 1]
    return next === undefined || endOf(slice) <= beginOf(next)
      ? []
      : [`${slice.pid}/${slice.tid} at ${slice.ts} runs beside ${next.pid}/${next.tid}`]
  })
}
