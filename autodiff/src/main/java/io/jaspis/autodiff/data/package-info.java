/**
 * Labelled examples read from files: IDX, NPY, NPZ, CSV, Parquet, and folders and zips of images. Start with
 * {@link io.jaspis.autodiff.data.Datasets}, which detects the format; every refusal is a
 * {@link io.jaspis.autodiff.data.DataException} written for the person who chose the file.
 * {@link io.jaspis.autodiff.data.Npz} also writes, because checkpoints are NPZ files.
 */
package io.jaspis.autodiff.data;
