// The interface of what stores audit records, generated from `resources/kl/KlogStorage.idl`. The
// server is `klog-storage.ts`, its client `klog.ts`.

/** The interface of KlogStorage. */
export { KlogStorage as KlogStorageService } from '../generated/kl/KlogStorage.idl.ts'
