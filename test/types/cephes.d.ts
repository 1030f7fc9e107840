/** The package has declarations that its `exports` do not show to the compiler; these are the ones that tests use. */
declare module "cephes" {
  export const compiled: Promise<void>;
  export function lgam(x: number): number;
  export function igam(a: number, x: number): number;
  export function igamc(a: number, x: number): number;
  export function incbet(a: number, b: number, x: number): number;
  export function ndtr(z: number): number;
  export function ndtri(p: number): number;
  export function pdtr(count: number, mean: number): number;
  export function pdtrc(count: number, mean: number): number;
  export function nbdtrc(count: number, shape: number, success: number): number;
  export function stdtr(degrees: number, t: number): number;
}
