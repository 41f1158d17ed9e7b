// All families of files, directories and descriptors, and of waiting for them.

import type { AnyFamily } from '../runtime/family.ts'
import { type DirentApi, dirents } from './dirent.ts'
import { type FcntlApi, fcntl } from './fcntl.ts'
import { type PollApi, polls } from './poll.ts'
import { type StdioFilesApi, stdioFiles } from './stdio-files.ts'
import { type SysSelectApi, sysSelect } from './sys-select.ts'
import { type SysStatApi, sysStat } from './sys-stat.ts'
import { type SysStatvfsApi, sysStatvfs } from './sys-statvfs.ts'
import { type TemporaryFilesApi, temporaryFiles } from './temporary-files.ts'
import { type UnistdFilesApi, unistdFiles } from './unistd-files.ts'
import { type UnistdIdsApi, unistdIds } from './unistd-ids.ts'
import { type UnistdIoApi, unistdIo } from './unistd-io.ts'
import { type UtimeApi, utimes } from './utime.ts'

/** Their functions. */
export interface FilesApi
  extends
    DirentApi,
    FcntlApi,
    PollApi,
    StdioFilesApi,
    SysSelectApi,
    SysStatApi,
    SysStatvfsApi,
    TemporaryFilesApi,
    UnistdFilesApi,
    UnistdIdsApi,
    UnistdIoApi,
    UtimeApi {}

/** The families. */
export const fileFamilies: readonly AnyFamily[] = [
  dirents,
  fcntl,
  polls,
  stdioFiles,
  sysSelect,
  sysStat,
  sysStatvfs,
  temporaryFiles,
  unistdFiles,
  unistdIds,
  unistdIo,
  utimes,
] as readonly object[] as readonly AnyFamily[]
