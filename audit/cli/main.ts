process.stdout.write('s3-audit\n');
