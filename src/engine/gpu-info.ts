/** What is known of a GPU. */
export interface GpuInfo {
  /** The driver's description, such as 'NVIDIA H200'. */
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  /** Whether the processor only plays the GPU: right answers, slowly. */
  readonly software: boolean;
  /** Largest buffer a kernel can be given at once, in bytes. */
  readonly maxBindingBytes: number;
  readonly features: readonly string[];
}
