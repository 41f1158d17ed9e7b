// A model of a file system: inodes as plain objects, as simple as can be. It knows nothing of
// pages, slots and tables, and answers the names of errors.

interface Node {
  kind: 'file' | 'dir' | 'link'
  entries: Map<string, number>
  bytes: number[]
  pages: Set<number>
  target: string
  parent: number
  nlink: number
  opens: number
}

const entryCost = (name: string) => 64 + 2 * name.length

export class NaiveFileSystem {
  readonly nodes = new Map<number, Node>()
  readonly #capacity: number

  constructor(root: number, capacity: number) {
    this.#capacity = capacity
    this.#put(root, 'dir', root)
  }

  /** Bytes in use: what each inode has, added up. */
  used(): number {
    let sum = 0
    for (const { entries, pages, target } of this.nodes.values()) {
      sum += 4096 * pages.size + 2 * target.length
      for (const name of entries.keys()) sum += entryCost(name)
    }
    return sum
  }

  /** What is against a new entry. */
  newFault(directory: number, name: string, extra = 0): string | null {
    const node = this.nodes.get(directory)
    if (node === undefined) return 'ESTALE'
    if (node.kind !== 'dir') return 'ENOTDIR'
    if (node.entries.has(name)) return 'EEXIST'
    if (node.nlink === 0) return 'ENOENT'
    return this.used() + entryCost(name) + extra > this.#capacity ? 'ENOSPC' : null
  }

  /** Makes a file whose number the system under test has chosen. */
  make(directory: number, name: string, ino: number, kind: Node['kind'], target = ''): void {
    this.#put(ino, kind, directory).target = target
    this.#node(directory).entries.set(name, ino)
    if (kind === 'dir') this.#node(directory).nlink++
  }

  lookup(directory: number, name: string): number | string {
    const node = this.nodes.get(directory)
    if (node === undefined) return 'ESTALE'
    if (node.kind !== 'dir') return 'ENOTDIR'
    return node.entries.get(name) ?? 'ENOENT'
  }

  link(ino: number, directory: number, name: string): string {
    const node = this.nodes.get(ino)
    if (node === undefined) return 'ESTALE'
    if (node.kind === 'dir') return 'EPERM'
    const fault = this.newFault(directory, name)
    if (fault !== null) return fault
    if (node.nlink === 0) return 'ENOENT'
    this.#node(directory).entries.set(name, ino)
    node.nlink++
    return 'ok'
  }

  remove(directory: number, name: string, isRmdir: boolean): string {
    const ino = this.lookup(directory, name)
    if (typeof ino === 'string') return ino
    const node = this.#node(ino)
    if (!isRmdir && node.kind === 'dir') return 'EPERM'
    if (isRmdir && node.kind !== 'dir') return 'ENOTDIR'
    if (isRmdir && node.entries.size > 0) return 'ENOTEMPTY'
    this.#node(directory).entries.delete(name)
    this.#drop(ino, directory)
    return 'ok'
  }

  rename(directory: number, name: string, newDirectory: number, newName: string): string {
    const ino = this.lookup(directory, name)
    if (typeof ino === 'string') return ino
    const parent = this.nodes.get(newDirectory)
    if (parent === undefined) return 'ESTALE'
    if (parent.kind !== 'dir') return 'ENOTDIR'
    const node = this.#node(ino)
    if (node.kind === 'dir' && this.#below(newDirectory).includes(ino)) return 'EINVAL'
    const old = parent.entries.get(newName)
    if (old === ino) return 'ok'
    const oldKind = old === undefined ? null : this.#node(old).kind
    if (oldKind === null) {
      if (parent.nlink === 0) return 'ENOENT'
      const more = entryCost(newName) - entryCost(name)
      if (more > 0 && this.used() + more > this.#capacity) return 'ENOSPC'
    } else {
      if (node.kind === 'dir' && oldKind !== 'dir') return 'ENOTDIR'
      if (node.kind !== 'dir' && oldKind === 'dir') return 'EISDIR'
      if (oldKind === 'dir' && this.#node(old as number).entries.size > 0) return 'ENOTEMPTY'
    }
    this.#node(directory).entries.delete(name)
    parent.entries.set(newName, ino)
    if (node.kind === 'dir') {
      this.#node(directory).nlink--
      parent.nlink++
      node.parent = newDirectory
    }
    if (old !== undefined) this.#drop(old, newDirectory)
    return 'ok'
  }

  /** Writes the same byte `count` times; answers how many fit. */
  write(ino: number, position: number, byte: number, count: number): number | string {
    const fault = this.#dataFault(ino)
    if (fault !== null) return fault
    const { bytes, pages } = this.#node(ino)
    let done = 0
    for (; done < count; done++) {
      const page = Math.floor((position + done) / 4096)
      if (!pages.has(page)) {
        if (this.used() + 4096 > this.#capacity) break
        pages.add(page)
      }
      while (bytes.length < position + done) bytes.push(0)
      bytes[position + done] = byte
    }
    return done === 0 ? 'ENOSPC' : done
  }

  read(ino: number, position: number, count: number): number[] | string {
    return this.#dataFault(ino) ?? this.#node(ino).bytes.slice(position, position + count)
  }

  truncate(ino: number, size: number): string {
    const fault = this.#dataFault(ino)
    if (fault !== null) return fault
    const { bytes, pages } = this.#node(ino)
    if (size < bytes.length) bytes.length = size
    while (bytes.length < size) bytes.push(0)
    for (const page of pages) if (page * 4096 >= size) pages.delete(page)
    return 'ok'
  }

  open(ino: number): string {
    const node = this.nodes.get(ino)
    if (node === undefined) return 'ESTALE'
    node.opens++
    return 'ok'
  }

  release(ino: number): string {
    const node = this.nodes.get(ino)
    if (node === undefined) return 'ESTALE'
    if (node.opens === 0) return 'EINVAL'
    node.opens--
    this.#reap(ino)
    return 'ok'
  }

  #node(ino: number): Node {
    const node = this.nodes.get(ino)
    if (node === undefined) throw new Error(`no inode ${ino}`)
    return node
  }

  #put(ino: number, kind: Node['kind'], parent: number): Node {
    const nlink = kind === 'dir' ? 2 : 1
    const node = { kind, parent, nlink, opens: 0, target: '', bytes: [] }
    const made = { ...node, entries: new Map<string, number>(), pages: new Set<number>() }
    this.nodes.set(ino, made)
    return made
  }

  #drop(ino: number, directory: number): void {
    const node = this.#node(ino)
    if (node.kind === 'dir') {
      node.nlink = 0
      this.#node(directory).nlink--
    } else node.nlink--
    this.#reap(ino)
  }

  #reap(ino: number): void {
    const { nlink, opens } = this.#node(ino)
    if (nlink === 0 && opens === 0) this.nodes.delete(ino)
  }

  #below(directory: number): number[] {
    const chain = [directory]
    for (let at = directory; ;) {
      const node = this.#node(at)
      if (node.parent === at || node.nlink === 0) return chain
      chain.push((at = node.parent))
    }
  }

  #dataFault(ino: number): string | null {
    const node = this.nodes.get(ino)
    if (node === undefined) return 'ESTALE'
    if (node.kind === 'dir') return 'EISDIR'
    return node.kind === 'link' ? 'EINVAL' : null
  }
}
