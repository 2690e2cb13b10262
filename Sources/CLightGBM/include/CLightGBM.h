// What Foretell uses of LightGBM 4.7's C API (documented in LightGBM's docs/C-API), and of the OpenMP runtime under it.
// Every LGBM function returns 0, or -1 with the reason in LGBM_GetLastError() of the same thread.
#ifndef C_LIGHTGBM_H
#define C_LIGHTGBM_H

#include <stdint.h>

typedef void *DatasetHandle;
typedef void *BoosterHandle;
typedef void *FastConfigHandle;

#define C_API_DTYPE_FLOAT32 (0)
#define C_API_DTYPE_FLOAT64 (1)
#define C_API_DTYPE_INT32 (2)
#define C_API_DTYPE_INT64 (3)

#define C_API_PREDICT_NORMAL (0)
#define C_API_PREDICT_RAW_SCORE (1)
#define C_API_PREDICT_LEAF_INDEX (2)
#define C_API_PREDICT_CONTRIB (3)

#define C_API_FEATURE_IMPORTANCE_SPLIT (0)
#define C_API_FEATURE_IMPORTANCE_GAIN (1)

const char *LGBM_GetLastError(void);
int LGBM_RegisterLogCallback(void (*callback)(const char *));

int LGBM_DatasetCreateFromMat(const void *data, int data_type, int32_t nrow, int32_t ncol, int is_row_major,
                              const char *parameters, const DatasetHandle reference, DatasetHandle *out);
int LGBM_DatasetCreateFromMats(int32_t nmat, const void **data, int data_type, int32_t *nrow, int32_t ncol,
                               int *is_row_major, const char *parameters, const DatasetHandle reference, DatasetHandle *out);
int LGBM_DatasetFree(DatasetHandle handle);
int LGBM_DatasetSetField(DatasetHandle handle, const char *field_name, const void *field_data, int num_element, int type);
int LGBM_DatasetSetFeatureNames(DatasetHandle handle, const char **feature_names, int num_feature_names);

int LGBM_BoosterCreate(const DatasetHandle train_data, const char *parameters, BoosterHandle *out);
int LGBM_BoosterLoadModelFromString(const char *model_str, int *out_num_iterations, BoosterHandle *out);
// Puts the trees of `other` before those of `handle`.
int LGBM_BoosterMerge(BoosterHandle handle, BoosterHandle other);
int LGBM_BoosterGetLeafValue(BoosterHandle handle, int tree_idx, int leaf_idx, double *out_val);
int LGBM_BoosterSetLeafValue(BoosterHandle handle, int tree_idx, int leaf_idx, double val);
int LGBM_BoosterFree(BoosterHandle handle);
int LGBM_BoosterAddValidData(BoosterHandle handle, const DatasetHandle valid_data);
int LGBM_BoosterUpdateOneIter(BoosterHandle handle, int *produced_empty_tree);
int LGBM_BoosterRollbackOneIter(BoosterHandle handle);
int LGBM_BoosterGetCurrentIteration(BoosterHandle handle, int *out_iteration);
int LGBM_BoosterGetNumClasses(BoosterHandle handle, int *out_len);
int LGBM_BoosterGetNumFeature(BoosterHandle handle, int *out_len);
int LGBM_BoosterGetEvalCounts(BoosterHandle handle, int *out_len);
int LGBM_BoosterGetEval(BoosterHandle handle, int data_idx, int *out_len, double *out_results);
int LGBM_BoosterSaveModelToString(BoosterHandle handle, int start_iteration, int num_iteration, int feature_importance_type,
                                  int64_t buffer_len, int64_t *out_len, char *out_str);
int LGBM_BoosterFeatureImportance(BoosterHandle handle, int num_iteration, int importance_type, double *out_results);
int LGBM_BoosterPredictForMat(BoosterHandle handle, const void *data, int data_type, int32_t nrow, int32_t ncol, int is_row_major,
                              int predict_type, int start_iteration, int num_iteration, const char *parameter,
                              int64_t *out_len, double *out_result);
int LGBM_BoosterPredictForMatSingleRowFastInit(BoosterHandle handle, const int predict_type, const int start_iteration,
                                               const int num_iteration, const int data_type, const int32_t ncol,
                                               const char *parameter, FastConfigHandle *out_fastConfig);
int LGBM_BoosterPredictForMatSingleRowFast(FastConfigHandle fastConfig_handle, const void *data, int64_t *out_len, double *out_result);
int LGBM_FastConfigFree(FastConfigHandle fastConfig);

void omp_set_num_threads(int num_threads);

#endif
