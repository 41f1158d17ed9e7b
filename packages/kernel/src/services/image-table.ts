// The images of a kernel, for its task service. A module is loaded once, when the first process
// asks for it; threads that ask meanwhile wait.
//
// Under virtual time a module counts as loaded when no thread can run any more, and one after the
// other in the order in which they were asked for, however long the host took. So equal runs stay
// equal. Virtual time stands meanwhile.

import type { Program } from '@kos/libkos'
import { rcFail, rcNotReady, rcOk, rcResourceNotFound } from '@kos/retcode'
import { INFINITE_TIMEOUT, WaitKind, WaitQueue } from '@kos/thread'
import { type Image, type ImageLoader, isLoader, type ProgramModule } from '../images.ts'
import type { KernelCore } from '../kernel-core.ts'
import { endpointsOf, securityInterfacesOf } from '../program-endpoints.ts'
import type { TaskThread } from '../task.ts'

/** An image that processes can be made of. */
export interface LoadedImage {
  /** As it was given: the policy knows its classes. */
  readonly given: Program | null
  /** The same as plain data, so that making a process runs no code of it. */
  readonly program: Program | null
}

/** One image. */
class ImageEntry {
  readonly path: string
  loader: ImageLoader | null = null
  image: LoadedImage | null = null
  /** Threads that wait until it is loaded. */
  readonly waiting: WaitQueue = new WaitQueue()

  constructor(path: string) {
    this.path = path
  }

  /** For reports. */
  get name(): string {
    return `the image ${this.path}`
  }
}

/** A module that the host loads. */
interface Load {
  readonly entry: ImageEntry
  /** The code that it ended with; null while the host is at it. */
  rc: number | null
}

/** All images, by path. */
export class ImageTable {
  readonly #kernel: KernelCore
  readonly #entries: Map<string, ImageEntry> = new Map()
  /** In the order in which they were asked for. */
  readonly #loads: Load[] = []
  /** Ends the operation of the host that the loads are together; null while there are none. */
  #done: (() => void) | null = null

  /** Throws TypeError for a program with an endpoint that has no interface. */
  constructor(kernel: KernelCore) {
    this.#kernel = kernel
    for (const [path, image] of Object.entries(kernel.images)) this.add(path, image)
  }

  /** Adds an image, in place of one of this path. Throws as the constructor. */
  add(path: string, image: Image): void {
    const entry = new ImageEntry(path)
    if (isLoader(image)) entry.loader = image
    else entry.image = loaded(path, image)
    this.#entries.set(path, entry)
  }

  /** The image of a path. rcResourceNotFound: there is none; rcNotReady: it is not loaded. */
  find(path: string): LoadedImage | typeof rcResourceNotFound | typeof rcNotReady {
    const entry = this.#entries.get(path)
    return entry === undefined ? rcResourceNotFound : (entry.image ?? rcNotReady)
  }

  /** Has the thread wait until the image is loaded: see `loadImage` of libkos. */
  load({ thread }: TaskThread, path: string): number {
    const entry = this.#entries.get(path)
    if (entry === undefined) return rcResourceNotFound
    const { image, loader, waiting } = entry
    if (image !== null || loader === null) return rcOk
    if (waiting.isEmpty && !this.#isLoading(entry)) this.#begin(entry, loader)
    return waiting.park(thread, INFINITE_TIMEOUT, WaitKind.other, entry)
  }

  #isLoading(entry: ImageEntry): boolean {
    return this.#loads.some((load) => load.entry === entry)
  }

  // The loader is called in a microtask: it is code of the host, and the thread is not parked yet.
  #begin(entry: ImageEntry, loader: ImageLoader): void {
    const load: Load = { entry, rc: null }
    this.#loads.push(load)
    this.#done ??= this.#kernel.scheduler.hostOperation()
    const loading = Promise.resolve()
      .then(() => loader.load())
      .then((module) => {
        entry.image = loaded(entry.path, programIn(module))
      })
    loading.then(
      () => this.#settle(load, rcOk),
      (error: unknown) => {
        this.#kernel.hostCode.failed(error, `loading ${entry.name}`)
        this.#settle(load, rcFail)
      },
    )
  }

  #settle(load: Load, rc: number): void {
    load.rc = rc
    this.#deliver()
  }

  // Those that wait for the first loads that are over go on.
  #deliver(): void {
    const { scheduler, clock } = this.#kernel
    const isOver = ({ rc }: Load): boolean => rc !== null
    const over = clock.isVirtual ? this.#loads.slice(0, 1).find(isOver) : this.#loads.find(isOver)
    if (over === undefined) return
    if (clock.isVirtual && !this.#isQuiet()) return clock.hostTask(() => this.#deliver())
    scheduler.enter()
    try {
      this.#loads.splice(this.#loads.indexOf(over), 1)
      over.entry.waiting.wakeAll(over.rc ?? rcOk)
      if (this.#loads.length === 0) this.#end()
    } finally {
      scheduler.leave()
    }
    this.#deliver()
  }

  // No thread can run, and nothing but loads keeps virtual time from going on.
  #isQuiet(): boolean {
    const { current, readyPriorities, hostOperations } = this.#kernel.scheduler
    return current === null && readyPriorities === 0 && hostOperations === 1
  }

  #end(): void {
    const done = this.#done
    this.#done = null
    done?.()
  }
}

function programIn(module: ProgramModule): Program {
  // A host without types may load anything.
  const given = (module ?? {}) as Partial<Program> & { readonly default?: Program }
  const program = given.default ?? given
  if (typeof program.main === 'function') return program as Program
  throw new TypeError('it exports no program: export default program(async (kos) => { ... })')
}

function loaded(path: string, given: Program | null): LoadedImage {
  if (given === null) return { given, program: null }
  const { main, endpoints, endpointInfo = [], security = {} } = given
  const program = {
    main,
    endpoints: { ...endpoints },
    endpointInfo: endpointInfo.map((row) => ({ ...row })),
    security: { ...security },
  }
  endpointsOf(path, path, program)
  securityInterfacesOf(path, program)
  return { given, program }
}
