// Checks a FAT32 volume, as fsck does, and changes nothing. It shares no code with the file system
// but the layout: what reads wrongly there must not pass here.

import { get16, get32, readBootSector } from './boot-sector.ts'
import { sectorSize } from './block-device.ts'

/** What a check found. */
export interface FatReport {
  /** What is wrong: clusters of two files, chains that lead to free clusters, and so on. */
  readonly problems: readonly string[]
  /** Clusters that are in use by no file: what a power cut may leave. */
  readonly lostClusters: number
  /** Files whose chains are longer than their sizes: what a power cut may leave. */
  readonly longChains: readonly string[]
  /** Whether FSInfo has another number of free clusters than there are. */
  readonly isCountWrong: boolean
  /** Whether the copies of the table differ. */
  readonly areCopiesDifferent: boolean
  /** Every file by its path, in order. */
  readonly files: readonly string[]
}

const mask = 0x0fff_ffff

/** Checks the image of a volume. */
export function checkFat32(image: Uint8Array): FatReport {
  return new Check(image).run()
}

class Check {
  readonly #image: Uint8Array
  readonly #problems: string[] = []
  readonly #longChains: string[] = []
  readonly #files: string[] = []
  /** The path of the file that has a cluster. */
  readonly #owners: Map<number, string> = new Map()
  #tableAt = 0
  #dataAt = 0
  #clusterSize = 0
  #clusters = 0

  constructor(image: Uint8Array) {
    this.#image = image
  }

  run(): FatReport {
    const layout = readBootSector(
      this.#image.subarray(0, sectorSize),
      this.#image.length / sectorSize,
    )
    if (typeof layout === 'number')
      return this.#report(['the boot sector is none of FAT32'], 0, false, false)
    this.#tableAt = layout.tableStart * sectorSize
    this.#dataAt = layout.dataStart * sectorSize
    this.#clusterSize = layout.clusterSectors * sectorSize
    this.#clusters = layout.clusters
    this.#directory('', layout.rootCluster, 0, true)
    let [lost, free] = [0, 0]
    for (let cluster = 2; cluster < this.#clusters + 2; cluster++) {
      const value = this.#entry(cluster)
      if (value === 0) free++
      else if (value !== 0x0fff_fff7 && !this.#owners.has(cluster)) lost++
    }
    const size = layout.tableSectors * sectorSize
    const first = this.#image.subarray(this.#tableAt, this.#tableAt + size)
    const areDifferent = Array.from({ length: layout.tables }, (_, copy) =>
      this.#image.subarray(this.#tableAt + copy * size, this.#tableAt + (copy + 1) * size),
    ).some((other) => other.some((byte, at) => byte !== first[at]))
    const stored =
      layout.infoSector === 0 ? -1 : get32(this.#image, layout.infoSector * sectorSize + 488)
    const isWrong = stored !== -1 && stored !== 0xffff_ffff && stored !== free
    return this.#report([], lost, isWrong, areDifferent)
  }

  #report(
    more: readonly string[],
    lostClusters: number,
    isCountWrong: boolean,
    areCopiesDifferent: boolean,
  ): FatReport {
    const problems = [...this.#problems, ...more]
    const [longChains, files] = [this.#longChains, this.#files.sort()]
    return { problems, lostClusters, longChains, isCountWrong, areCopiesDifferent, files }
  }

  #entry(cluster: number): number {
    return get32(this.#image, this.#tableAt + cluster * 4) & mask
  }

  /** The clusters of a chain, each of which gets an owner. */
  #chain(path: string, first: number): number[] {
    const chain: number[] = []
    for (let cluster = first; cluster < 0x0fff_fff8; cluster = this.#entry(cluster)) {
      const isThere = cluster >= 2 && cluster < this.#clusters + 2
      const what = !isThere
        ? 'leads out of the volume'
        : this.#entry(cluster) === 0
          ? 'leads to a free cluster'
          : this.#owners.has(cluster)
            ? `shares cluster ${cluster} with ${this.#owners.get(cluster) ?? ''}`
            : ''
      if (what !== '') {
        this.#problems.push(`${path || '/'} ${what}`)
        return chain
      }
      this.#owners.set(cluster, path || '/')
      chain.push(cluster)
    }
    return chain
  }

  #directory(path: string, first: number, parent: number, isRoot: boolean): void {
    if (path.length > 2000) return void this.#problems.push(`${path.slice(0, 50)}... has no end`)
    const names = new Set<string>()
    let [long, sum, isAtStart] = ['', -1, !isRoot]
    for (const cluster of this.#chain(path, first)) {
      const start = this.#dataAt + (cluster - 2) * this.#clusterSize
      for (let at = start; at < start + this.#clusterSize; at += 32) {
        const mark = this.#image[at] as number
        if (isAtStart && at === start) this.#dots(path, at, first, parent)
        if (isAtStart && at === start + 32) {
          isAtStart = false
          continue
        }
        if (mark === 0) return
        const attributes = this.#image[at + 11] as number
        if (mark === 0xe5 || (isAtStart && at === start)) {
          long = ''
        } else if ((attributes & 0x3f) === 15) {
          if ((mark & 0x40) !== 0) [long, sum] = ['', this.#image[at + 13] as number]
          long = this.#part(at) + long
        } else {
          const short = String.fromCharCode(...this.#image.subarray(at, at + 11))
          const name = long !== '' && sum === checksum(short) ? long : short
          if ((attributes & 8) === 0) this.#file(path, name, at, attributes, names, first, isRoot)
          long = ''
        }
      }
    }
  }

  #dots(path: string, at: number, first: number, parent: number): void {
    const clusterOf = (offset: number): number =>
      get16(this.#image, offset + 26) + get16(this.#image, offset + 20) * 0x1_0000
    const isDot = this.#image[at] === 0x2e && this.#image[at + 1] === 0x20
    const isDotDot = this.#image[at + 32] === 0x2e && this.#image[at + 33] === 0x2e
    if (!isDot || !isDotDot) return void this.#problems.push(`${path} has no . and ..`)
    if (clusterOf(at) !== first) this.#problems.push(`. of ${path} leads elsewhere`)
    if (clusterOf(at + 32) !== parent) this.#problems.push(`.. of ${path} leads elsewhere`)
  }

  #file(
    directory: string,
    name: string,
    at: number,
    attributes: number,
    names: Set<string>,
    directoryCluster: number,
    isRoot: boolean,
  ): void {
    const path = `${directory}/${name}`
    this.#files.push(path)
    const key = name.toUpperCase()
    if (names.has(key)) this.#problems.push(`${path} is there twice`)
    names.add(key)
    const first = get16(this.#image, at + 26) + get16(this.#image, at + 20) * 0x1_0000
    if ((attributes & 16) !== 0) {
      if (first === 0) return void this.#problems.push(`${path} has no cluster`)
      return this.#directory(path, first, isRoot ? 0 : directoryCluster, false)
    }
    const size = get32(this.#image, at + 28)
    const length = first === 0 ? 0 : this.#chain(path, first).length
    const wanted = Math.ceil(size / this.#clusterSize)
    if (length < wanted) this.#problems.push(`${path} is larger than its chain`)
    if (length > wanted) this.#longChains.push(path)
  }

  #part(at: number): string {
    let part = ''
    for (const offset of [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30]) {
      const unit = get16(this.#image, at + offset)
      if (unit === 0 || unit === 0xffff) break
      part += String.fromCharCode(unit)
    }
    return part
  }
}

function checksum(short: string): number {
  let sum = 0
  for (const letter of short) sum = ((sum >> 1) + ((sum & 1) << 7) + letter.charCodeAt(0)) & 255
  return sum
}
