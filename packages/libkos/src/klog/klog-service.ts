// The interface of what stores audit records, generated from `resources/kl/KlogStorage.idl`, and the
// documented names of the two programs. The server is `klog-storage.ts`, its client `klog.ts`.

/** The interface of KlogStorage. */
export { KlogStorage as KlogStorageService } from '../generated/kl/KlogStorage.idl.ts'

/** The class of the process that takes records from the kernel. */
export const klogClass = 'kl.Klog'
/** The class of the process that stores them, and the name of the connection to it. */
export const klogStorageClass = 'kl.KlogStorage'
