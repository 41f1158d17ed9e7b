// The conformance suite on folders of the host: through descriptors, with checked paths, and through
// the adapter for what has the functions of Node; and on memfs through that adapter.

import * as host from 'node:fs'
import { createFsFromVolume, Volume } from 'memfs'
import { afterEach, describe } from 'vitest'
import { type FileSystemBench, fileSystemConformance } from '@kos/posix/conformance'
import { NodeFileSystem, type NodeFs } from '@kos/posix/node'
import { HostFolder } from './host-folder.ts'

const isLinux = process.platform === 'linux'

/** Number of files below a path, and of removed ones that this process has open. */
function filesBelow(fs: NodeFs, path: string): number {
  const seen = new Set<bigint>()
  const visit = (at: string): void => {
    const stats = fs.lstatSync(at, { bigint: true, throwIfNoEntry: false })
    if (stats === undefined) return
    seen.add(stats.ino)
    if ((Number(stats.mode) & 0o170000) === 0o040000)
      for (const name of fs.readdirSync(at)) visit(`${at}/${name}`)
  }
  visit(path)
  return seen.size
}

/** What no file system made of the functions of Node has. */
const node = {
  specialFiles: 'Node makes neither FIFOs nor sockets',
  largestSize: 'the host has smaller files',
  nanoseconds: 'Node sets times in microseconds',
  clock: 'the clock is that of the host',
  inodeCount: 'others make files on the host, too',
}
/** And what memfs has not. */
const memory = {
  ...node,
  blockCount: 'memfs counts one block for each file, and stores holes',
  linkSize: 'memfs says 0',
  replacedLinks: 'memfs leaves the count of links of a replaced file',
}

const benchOf = (
  fileSystem: NodeFileSystem,
  fs: NodeFs,
  path: string,
  lacks: NonNullable<FileSystemBench['lacks']> = node,
): FileSystemBench => ({
  fileSystem,
  elapse: () => {},
  files: () => filesBelow(fs, path),
  lacks,
})

const folders: HostFolder[] = []
const newFolder = () => {
  const folder = new HostFolder()
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) folder[Symbol.dispose]()
})

describe.runIf(isLinux)('through descriptors', () => {
  fileSystemConformance(() => {
    const folder = newFolder()
    return benchOf(folder.fileSystem(), host, folder.folder)
  })
})

describe('by checked paths', () => {
  fileSystemConformance(() => {
    const folder = newFolder()
    return benchOf(folder.fileSystem({ confinement: 'checked' }), host, folder.folder)
  })
})

describe('node:fs through the adapter', () => {
  fileSystemConformance(() => {
    const { folder } = newFolder()
    return benchOf(new NodeFileSystem(host, folder), host, folder)
  })
})

describe('memfs through the adapter', () => {
  fileSystemConformance(() => {
    const fs = createFsFromVolume(new Volume()) as unknown as NodeFs
    fs.mkdirSync('/folder', 0o755)
    return benchOf(new NodeFileSystem(fs, '/folder'), fs, '/folder', memory)
  })
})
