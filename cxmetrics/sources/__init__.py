"""Where rows come from: strict readers of CSV, Excel and Parquet files, and the checks that every row passes."""
