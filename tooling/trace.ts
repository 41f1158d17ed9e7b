// Traces of runs, for tests that equal runs are equal: what a probe of a kernel hears, as a hash,
// while the host is as busy as it can be. Tests give the probe to kernels of their own; nothing here
// imports a package.
//
// The environment variable KOS_TRACE_RUNS says how many runs are compared; default 10.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** How many runs are compared. */
export const traceRuns: number = Number(process.env['KOS_TRACE_RUNS'] ?? 10)
/** Milliseconds that a test of so many runs may take. */
export const traceTimeout: number = 30_000 + 2_000 * traceRuns

interface Named {
  readonly name: string
}

interface Message {
  readonly message: string
}

/** What happened in one run. */
export class Trace {
  /** One line per event. */
  readonly events: string[] = []

  /** For the options of a kernel. Every method adds a line. */
  readonly probe = {
    switched: ({ name }: Named, now: number): void => this.say(now, 'switched', name),
    parked: ({ name }: Named, now: number): void => this.say(now, 'parked', name),
    ended: ({ name }: Named, now: number): void => this.say(now, 'ended', name),
    called: (thread: Named, call: Named): void => this.say(thread.name, 'called', call.name),
    requested: (client: number, server: number): void => this.say(client, 'requested', server),
    answered: (client: number, server: number): void => this.say(client, 'answered', server),
    denied: (_event: unknown, { message }: Message): void => this.say('denied', message),
    misused: ({ message }: Message): void => this.say('misused', message),
    deadlocked: ({ waits }: { readonly waits: readonly { readonly thread: Named }[] }): void =>
      this.say('deadlocked', ...waits.map(({ thread }) => thread.name)),
    taskStarted: ({ name }: Named): void => this.say('started', name),
    // Without the stack of a crash: it has the paths of this machine.
    taskEnded: ({ name, result }: Named & { readonly result: object | null }): void =>
      this.say('ended', name, JSON.stringify({ ...result, stack: '' })),
  }

  /** Adds a line, of output for instance. */
  say(...words: readonly (string | number)[]): void {
    this.events.push(words.join(' '))
  }

  /** The hash of all lines. */
  get hash(): string {
    return createHash('sha256').update(this.events.join('\n')).digest('hex')
  }
}

const file = fileURLToPath(import.meta.url)
const any = (count: number): number => Math.floor(Math.random() * count)

function busy(): void {
  const end = performance.now() + Math.random() / 20
  while (performance.now() < end);
}

/** Timers, immediates, ticks, promises and reads of a file come all the time, until `stop`. */
export class HostLoad {
  #isOver = false

  constructor() {
    for (const start of [this.#onTimer, this.#onImmediate, this.#onTick, this.#onRead]) start()
  }

  readonly #onTimer = (): void => this.#repeat((again) => setTimeout(again, any(2)))
  readonly #onImmediate = (): void => this.#repeat((again) => setImmediate(again))
  // Ticks alone would keep everything else from coming.
  readonly #onTick = (): void =>
    this.#repeat((again) => setTimeout(() => process.nextTick(again), 0))
  readonly #onRead = (): void => this.#repeat((again) => readFile(file).then(again, again))

  #repeat(ask: (again: () => void) => unknown): void {
    const again = (): void => {
      if (this.#isOver) return
      busy()
      void Promise.resolve().then(busy)
      ask(again)
    }
    again()
  }

  stop(): void {
    this.#isOver = true
  }
}

/** Comes back from the host in one of several ways. */
async function anywhere(): Promise<void> {
  const ways = [
    () => new Promise((resolve) => setTimeout(resolve, 0)),
    () => new Promise((resolve) => setImmediate(resolve)),
    () => new Promise<void>((resolve) => process.nextTick(resolve)),
    () => readFile(file),
    () => Promise.resolve(),
  ]
  await ways[any(ways.length)]?.()
}

/** The hashes of `traceRuns` runs on a busy host, each once. */
export async function hashesOf(run: (trace: Trace) => Promise<void>): Promise<string[]> {
  const load = new HostLoad()
  const hashes = new Set<string>()
  try {
    for (let count = 0; count < traceRuns; count++) {
      await anywhere()
      const trace = new Trace()
      await run(trace)
      hashes.add(trace.hash)
    }
  } finally {
    load.stop()
  }
  return [...hashes]
}
