# Reports that one application of account 111111111111 reads, and a job of account 222222222222 writes: plain Terraform, written
# without this project. goals.yaml beside it says what `s3-audit review --plan plan.json --goals goals.yaml` has to prove.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["222222222222"]
}

provider "aws" {
  alias               = "app"
  region              = "us-east-1"
  allowed_account_ids = ["111111111111"]
  assume_role {
    role_arn = "arn:aws:iam::111111111111:role/terraform-deployer"
  }
}

resource "aws_vpc" "app" {
  provider   = aws.app
  cidr_block = "10.20.0.0/16"
}

resource "aws_vpc_endpoint" "s3" {
  provider     = aws.app
  vpc_id       = aws_vpc.app.id
  service_name = "com.amazonaws.us-east-1.s3"
}

resource "aws_iam_role" "reader" {
  provider = aws.app
  name     = "report-reader"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "reader" {
  provider = aws.app
  name     = "read-reports"
  role     = aws_iam_role.reader.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.reports.arn}/*" },
      { Effect = "Allow", Action = "s3:ListBucket", Resource = aws_s3_bucket.reports.arn },
    ]
  })
}

resource "aws_s3_bucket" "reports" {
  bucket = "acme-reports-222222222222"
}

resource "aws_s3_bucket_public_access_block" "reports" {
  bucket                  = aws_s3_bucket.reports.id
  depends_on              = [aws_s3_bucket_ownership_controls.reports]
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "reports" {
  bucket = aws_s3_bucket.reports.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

data "aws_iam_policy_document" "reports" {
  statement {
    sid       = "AllowReader"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [aws_s3_bucket.reports.arn, "${aws_s3_bucket.reports.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.reader.arn]
    }
  }

  statement {
    sid       = "DenyPastEndpoint"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["${aws_s3_bucket.reports.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringNotEqualsIfExists"
      variable = "aws:SourceVpce"
      values   = [aws_vpc_endpoint.s3.id]
    }
    condition {
      test     = "ArnNotEqualsIfExists"
      variable = "aws:PrincipalArn"
      values   = ["arn:aws:iam::222222222222:role/report-job"]
    }
    condition {
      test     = "BoolIfExists"
      variable = "aws:ViaAWSService"
      values   = ["false"]
    }
    condition {
      test     = "BoolIfExists"
      variable = "aws:PrincipalIsAWSService"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "reports" {
  bucket     = aws_s3_bucket.reports.id
  policy     = data.aws_iam_policy_document.reports.json
  depends_on = [aws_s3_bucket_public_access_block.reports]
}
